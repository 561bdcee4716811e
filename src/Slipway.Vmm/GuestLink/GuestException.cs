using Slipway.Contracts.GuestLink;

namespace Slipway.Vmm.GuestLink;

/// <summary>The guest answered that it could not do what was asked. The link is fine; the message is the guest's, so hostile text.</summary>
public sealed class GuestException(LinkError error) : Exception($"{error.Message} ({error.Code})")
{
    /// <summary>What the guest said.</summary>
    public LinkError Error { get; } = error;
}
