namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Which release runs (definition FirecrackerVersion).</summary>
internal sealed record VersionAnswer
{
    public static FirecrackerQuery<VersionAnswer> Query { get; } = new("/version", FirecrackerJson.Default.VersionAnswer);

    /// <summary><c>1.12.0</c></summary>
    public required string FirecrackerVersion { get; init; }
}
