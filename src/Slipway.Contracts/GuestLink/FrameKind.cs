namespace Slipway.Contracts.GuestLink;

/// <summary>What a frame of the guest link carries.</summary>
public enum FrameKind
{
    /// <summary>No frame.</summary>
    None = 0,

    /// <summary>First frame after the preamble, stream 0: a <see cref="LinkHello"/>.</summary>
    Hello = 1,

    /// <summary>Begins a stream: a <see cref="GuestRequest"/> as JSON. Host to guest.</summary>
    Open = 2,

    /// <summary>A <see cref="StreamCommand"/> (host to guest) or <see cref="GuestReply"/> (guest to host) as JSON.</summary>
    Message = 3,

    /// <summary>Bytes of a channel; takes as many bytes of that channel's credit.</summary>
    Data = 4,

    /// <summary>Four bytes, little endian: how many more bytes of this channel the receiver takes.</summary>
    Credit = 5,

    /// <summary>The sender has no more data for this channel. Empty.</summary>
    End = 6,

    /// <summary>The guest has answered and sends nothing more on this stream. Empty.</summary>
    Close = 7,

    /// <summary>The sender gives the stream up: a <see cref="LinkError"/> as JSON. Data in flight is dropped.</summary>
    Reset = 8,
}
