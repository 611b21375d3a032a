/// A value of a model file, whether JSON or UBJSON. Numeric arrays keep their element type, as UBJSON writes it.
indirect enum ModelValue: Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([ModelValue])
  case object([(String, ModelValue)])
  case bytes([UInt8])
  case integers([Int32])
  case longs([Int64])
  case floats([Float])
  case doubles([Double])
}
