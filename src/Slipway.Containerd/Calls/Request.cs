namespace Slipway.Containerd.Calls;

/// <summary>One request to containerd.</summary>
/// <param name="Asked">What it is asked to do, of which object, to stand in messages after "containerd did not".</param>
/// <param name="LeaseId">The lease that gets to hold what the call makes, or null.</param>
/// <param name="Pace">How long the answer may take.</param>
internal sealed record Request(string Asked, string? LeaseId = null, Pace Pace = Pace.Answer);
