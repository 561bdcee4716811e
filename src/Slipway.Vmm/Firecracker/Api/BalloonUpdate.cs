namespace Slipway.Vmm.Firecracker.Api;

/// <summary>Another size of a running machine's balloon.</summary>
internal sealed record BalloonUpdate
{
    public required int AmountMib { get; init; }

    public FirecrackerCall Patch() => FirecrackerCall.Patch("/balloon", this, FirecrackerJson.Default.BalloonUpdate);
}
