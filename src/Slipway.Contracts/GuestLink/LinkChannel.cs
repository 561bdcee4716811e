namespace Slipway.Contracts.GuestLink;

/// <summary>The channels of a stream. Every (stream, channel) has a credit window of its own, so a full stdout never holds back stderr.</summary>
public static class LinkChannel
{
    /// <summary>Frames that belong to no channel.</summary>
    public const byte None = 0;

    /// <summary>Host to guest: stdin of a process, content of a file to write.</summary>
    public const byte Stdin = 0;

    /// <summary>Guest to host: stdout of a process (everything, with a terminal), content of a file read.</summary>
    public const byte Stdout = 1;

    /// <summary>Guest to host: stderr of a process.</summary>
    public const byte Stderr = 2;

    /// <summary>Channels are 0 to this, less one.</summary>
    public const int Count = 3;
}
