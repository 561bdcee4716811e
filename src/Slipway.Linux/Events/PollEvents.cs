namespace Slipway.Linux.Events;

/// <summary>What a descriptor is waited for, and what it has (linux/eventpoll.h). Error and hang-up need not be asked for.</summary>
[Flags]
public enum PollEvents : uint
{
    None = 0,
    Readable = 0x1,
    Priority = 0x2,
    Writable = 0x4,
    Error = 0x8,
    HangUp = 0x10,

    /// <summary>Report a change once, not a state again and again (EPOLLET).</summary>
    EdgeTriggered = 0x80000000,
}
