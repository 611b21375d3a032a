/// The style sheet of the server's pages and their icon.
public enum SiteStyle {
  /// Where the icon is.
  public static let iconPath = "/assets/icon.svg"

  /// Three bars, readable on light and dark.
  public static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5cad"/>\
    <path d="M8 24v-7M16 24V8M24 24v-11" stroke="#ffffff" stroke-width="4" stroke-linecap="round"/></svg>
    """

  /// The rules.
  public static let css: String =
    PageStyle.css + """
      body.site header, body.site main, body.site footer { max-width: none; }
      .bar { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .25rem 1rem;
        padding: .6rem 1rem; background: var(--paper); border-bottom: 1px solid var(--rule); }
      .brand { font-weight: 700; font-size: 1.1rem; color: var(--ink); text-decoration: none; }
      .who { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; color: var(--quiet); font-size: .9rem; }
      .who span { overflow-wrap: anywhere; }
      .who form { margin: 0; }
      .shell { display: grid; grid-template-columns: 12rem minmax(0, 1fr); max-width: 92rem; margin: 0 auto; }
      .shell.alone { display: block; max-width: 34rem; }
      body.site main { padding: 1.25rem 1rem; width: 100%; }
      .menu { padding: 1.25rem 0 1rem 1rem; }
      .menu .group { margin-bottom: 1rem; }
      .menu .group-name { margin: 0 0 .15rem .6rem; color: var(--quiet); font-size: .8rem; font-weight: 600; }
      .menu ul { display: block; margin: 0; padding: 0; list-style: none; }
      .menu a { display: block; padding: .3rem .6rem; border-radius: .4rem; color: var(--ink); text-decoration: none; }
      .menu a:hover { background: var(--rule); }
      .menu a[aria-current] { background: var(--link); color: var(--paper); font-weight: 600; }
      .panel { background: var(--paper); border: 1px solid var(--rule); border-radius: .6rem; padding: 1rem; margin: 0 0 1rem; }
      .panel > :last-child { margin-bottom: 0; }
      .panel h2 { margin-bottom: .5rem; }
      .panel h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
      .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .6rem 1.25rem;
        margin: 0 0 1rem; }
      .facts dt { color: var(--quiet); font-size: .85rem; }
      .facts dd { margin: 0; overflow-wrap: anywhere; }
      .state { font-weight: 600; }
      .state.good { color: var(--good); } .state.bad { color: var(--bad); } .state.waiting { color: var(--waiting); }
      .notice { border: 1px solid var(--rule); border-left: .3rem solid var(--link); border-radius: .4rem; padding: .6rem .75rem;
        margin: 0 0 1rem; background: var(--paper); overflow-wrap: anywhere; }
      .notice.good { border-left-color: var(--good); } .notice.bad { border-left-color: var(--bad); }
      .notice p { margin: 0; }
      pre { overflow-x: auto; margin: 0 0 1rem; padding: .75rem; background: var(--ground); border: 1px solid var(--rule);
        border-radius: .4rem; font: .85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
      pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
      label { display: block; font-weight: 600; margin-bottom: .2rem; }
      label small, .hint { color: var(--quiet); font-weight: 400; font-size: .85rem; }
      .hint { margin: .2rem 0 .6rem; }
      input, textarea, select { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--quiet);
        border-radius: .4rem; padding: .45rem .6rem; width: 100%; max-width: 100%; }
      textarea.code { font: .9rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; min-height: 8rem; resize: vertical; }
      .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: .75rem;
        margin-bottom: .75rem; align-items: end; }
      .buttons { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; margin: .75rem 0; }
      button, .button { font: inherit; font-weight: 600; padding: .5rem 1rem; border-radius: .4rem; border: 1px solid transparent;
        background: var(--link); color: var(--paper); cursor: pointer; text-decoration: none; display: inline-block; }
      button.good { background: var(--good); } button.bad { background: var(--bad); }
      button.quiet, .button.quiet { background: transparent; color: var(--link); border-color: var(--rule); font-weight: 400;
        padding: .3rem .75rem; }
      input:focus-visible, textarea:focus-visible, select:focus-visible, button:focus-visible, summary:focus-visible {
        outline: 3px solid var(--link); outline-offset: 2px; }
      details { margin: 0 0 1rem; }
      summary { cursor: pointer; font-weight: 600; padding: .2rem 0; }
      .names { columns: 18rem; column-gap: 1.5rem; list-style: none; padding: 0; margin: .5rem 0 0; }
      .names li { break-inside: avoid; margin-bottom: .6rem; }
      .names span { display: block; color: var(--quiet); font-size: .85rem; }
      td.null { color: var(--quiet); font-style: italic; }
      .graph { margin: 0 0 1rem; max-width: none; overflow-x: auto; }
      .graph svg { width: auto; max-width: 100%; }
      .graph svg > text:first-of-type { display: none; }
      .graph svg > rect { fill: var(--paper); } .graph svg > text { fill: var(--ink); } .graph svg > path { stroke: var(--quiet); }
      @media (max-width: 52rem) {
        .shell { display: block; }
        .menu { padding: .75rem 1rem 0; display: flex; flex-wrap: wrap; gap: .25rem; }
        .menu .group, .menu ul { display: contents; }
        .menu .group-name { display: none; }
        .menu li { list-style: none; }
        .menu a { padding: .35rem .65rem; border: 1px solid var(--rule); background: var(--paper); font-size: .95rem; }
        .menu a[aria-current] { border-color: var(--link); }
        body.site main { padding: 1rem; }
        .panel { padding: .75rem; }
      }
      @media print { .menu, .who { display: none; } .shell { display: block; } }

      """
}
