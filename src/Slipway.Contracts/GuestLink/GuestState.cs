namespace Slipway.Contracts.GuestLink;

/// <summary>Where a guest is between its boot and its end.</summary>
public enum GuestState
{
    /// <summary>Waits for a <see cref="ConfigureRequest"/>.</summary>
    AwaitingConfig,

    /// <summary>Mounts, network and the rest; the main process does not run yet.</summary>
    Booting,

    /// <summary>The main process runs.</summary>
    Running,

    /// <summary>The workload is frozen.</summary>
    Frozen,

    /// <summary>The machine is being stopped.</summary>
    Stopping,
}
