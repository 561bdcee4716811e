namespace Slipway.Vmm.Firecracker.Api;

/// <summary>A device by which the host takes memory from the guest and gives it back.</summary>
internal sealed record Balloon
{
    public static FirecrackerQuery<Balloon> Query { get; } = new("/balloon", FirecrackerJson.Default.Balloon);

    public required int AmountMib { get; init; }

    /// <summary>The guest takes memory back before it kills a program.</summary>
    public required bool DeflateOnOom { get; init; }

    /// <summary>Seconds between the guest's statistics; 0: none.</summary>
    public int? StatsPollingIntervalS { get; init; }

    public FirecrackerCall Put() => FirecrackerCall.Put("/balloon", this, FirecrackerJson.Default.Balloon);
}
