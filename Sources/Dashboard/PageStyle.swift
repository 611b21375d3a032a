import Charts

/// The style sheet of pages: light and dark as the reader's system wants it, one column on a phone.
enum PageStyle {
  static let css: String =
    """
    :root { color-scheme: light dark; --ground: #f4f5f7; --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --rule: #d8dce1;
      --good: #1a6b3c; --bad: #b3261e; --waiting: #7a4f00; --link: #0b5cad; }
    @media (prefers-color-scheme: dark) { :root { --ground: #0e1116; --paper: #15181d; --ink: #e8eaed; --quiet: #a5adb8;
      --rule: #2d333b; --good: #6fd394; --bad: #ff8f86; --waiting: #f0c35a; --link: #7db8ff; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
    header { padding-top: 1.5rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
    h2 { font-size: 1.25rem; margin: 0; }
    .question, .meta, footer { color: var(--quiet); margin: .1rem 0 1rem; }
    a { color: var(--link); }
    a:focus-visible, .scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    .skip { position: absolute; left: -999rem; }
    .skip:focus { position: static; }
    nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem 1rem; padding: 0; margin: .75rem 0 1rem; }
    section { background: var(--paper); border: 1px solid var(--rule); border-radius: .6rem; padding: 1rem; margin: 0 0 1rem;
      scroll-margin-top: 1rem; }
    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .75rem; margin-bottom: 1rem; }
    .card { border: 1px solid var(--rule); border-left: .3rem solid var(--rule); border-radius: .4rem; padding: .6rem .75rem; }
    .card p { margin: 0; overflow-wrap: anywhere; }
    .card .value { font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    .card .label, .card .note { color: var(--quiet); font-size: .9rem; }
    .card.good { border-left-color: var(--good); }
    .card.bad { border-left-color: var(--bad); }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 1rem;
      margin-bottom: 1rem; align-items: start; }
    figure { margin: 0; min-width: 0; max-width: 44rem; }
    figure svg { display: block; width: 100%; height: auto; }
    .scroll { overflow-x: auto; margin-bottom: 1rem; }
    table { border-collapse: collapse; width: max-content; min-width: 100%; font-size: .9rem; }
    caption { text-align: left; font-weight: 600; padding: .25rem 0; }
    th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
    th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td.word { max-width: 32rem; overflow-wrap: break-word; min-width: 6.5rem; }
    td.good, td.bad, td.waiting { font-weight: 600; }
    td.good { color: var(--good); } td.bad { color: var(--bad); } td.waiting { color: var(--waiting); }
    .empty { color: var(--quiet); margin: .1rem 0 1rem; }
    footer { padding-bottom: 2rem; }
    @media (max-width: 32rem) { .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; }
      .card { padding: .45rem .6rem; } .card .value { font-size: 1.25rem; } }
    @media print { section { break-inside: avoid; } nav { display: none; } }

    """ + ChartStyle.css
}
