namespace Slipway.Contracts.GuestLink;

/// <summary>The numbers of the guest link, the same for both ends.</summary>
public static class LinkLimits
{
    /// <summary>The version of the protocol in this code.</summary>
    public const ushort ProtocolVersion = 1;

    /// <summary>Longest payload of a frame in bytes: large enough to fill a pipe in one go, small enough that a signal never waits long behind it.</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    /// <summary>Credit each (stream, channel) starts with, in bytes.</summary>
    public const int InitialCreditBytes = 256 * 1024;

    /// <summary>More outstanding credit than this is a protocol violation.</summary>
    public const int MaxCreditBytes = 16 * 1024 * 1024;

    /// <summary>Streams open at one time.</summary>
    public const int MaxStreams = 256;

    /// <summary>The name of the virtio-serial port that carries the link (<c>/sys/class/virtio-ports/*/name</c>).</summary>
    public const string PortName = "slipway.link";

    /// <summary>The vsock port on which init listens where the carrier is vsock.</summary>
    public const uint VsockPort = 10000;

    /// <summary>The vsock port of the host to which init connects for a moment once it listens on <see cref="VsockPort"/>: the host then need not try again
    /// and again. No bytes pass.</summary>
    public const uint KnockPort = 10001;
}
