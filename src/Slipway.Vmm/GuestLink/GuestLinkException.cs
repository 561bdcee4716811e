namespace Slipway.Vmm.GuestLink;

/// <summary>The link is dead: the guest broke its rules, or its carrier ended. Nothing more can be asked of this guest over it.</summary>
public sealed class GuestLinkException(string message, Exception? cause = null) : IOException(message, cause);
