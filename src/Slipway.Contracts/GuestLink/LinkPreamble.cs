namespace Slipway.Contracts.GuestLink;

/// <summary>
/// Sixteen bytes before a <see cref="FrameKind.Hello"/>: where a conversation begins. A virtio-serial port has no connection boundary, so a new
/// host finds what the old one left, and a reader discards bytes until it has seen these.
/// </summary>
/// <remarks>Every byte has its high bit set. No window of the preamble can therefore pass for a frame header (the kind would be above 127), and a
/// reader that meets one between two frames of the old conversation knows it, and one that meets it inside a frame fails and hunts, whatever the alignment. A peer stuck inside a frame that will
/// never be finished is freed by repeating the preamble for <see cref="LinkLimits.MaxPayloadBytes"/> before the next Hello.</remarks>
public static class LinkPreamble
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    /// <summary>"slipway.link", carriage return, line feed, 0x1A, 0x01, each with the high bit set.</summary>
    public static ReadOnlySpan<byte> Bytes =>
        [0xF3, 0xEC, 0xE9, 0xF0, 0xF7, 0xE1, 0xF9, 0xAE, 0xEC, 0xE9, 0xEE, 0xEB, 0x8D, 0x8A, 0x9A, 0x81];
}
