namespace Slipway.Platform.Store;

/// <summary>The key of an organization that was deleted; no later one gets it, because blobs of the old one may still wait for the collector.</summary>
internal sealed class RetiredKeyRow
{
    public required string Key { get; init; }

    public required DateTimeOffset Retired { get; init; }
}
