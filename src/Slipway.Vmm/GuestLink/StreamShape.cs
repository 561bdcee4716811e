namespace Slipway.Vmm.GuestLink;

/// <summary>The channels a request has.</summary>
[Flags]
internal enum StreamShape
{
    /// <summary>Question and answer only.</summary>
    None = 0,

    /// <summary>Bytes go to the guest.</summary>
    Stdin = 1,

    /// <summary>Bytes come from the guest.</summary>
    Stdout = 2,

    /// <summary>Bytes come from the guest apart from <see cref="Stdout"/>.</summary>
    Stderr = 4,

    /// <summary>All three.</summary>
    Process = Stdin | Stdout | Stderr,
}
