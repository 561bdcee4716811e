using System.Text.Json.Serialization;

namespace Slipway.Vmm.Firecracker.Api;

/// <summary>The least important line that is logged.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LogLevel>))]
internal enum LogLevel
{
    Off,
    Error,
    Warning,
    Info,
    Debug,
    Trace,
}
