namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Firecracker's own log. A machine's log is set on the command line, so that the earliest words are in it; this is for a running one.</summary>
internal sealed record Logger
{
    public string? LogPath { get; init; }

    public LogLevel? Level { get; init; }

    public bool? ShowLevel { get; init; }

    public bool? ShowLogOrigin { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/logger", this, FirecrackerJson.Default.Logger);
}
