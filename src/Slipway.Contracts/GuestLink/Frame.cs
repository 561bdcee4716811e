namespace Slipway.Contracts.GuestLink;

/// <summary>A frame read from the link. The payload is the reader's own memory: valid until the reader is given more bytes.</summary>
public readonly record struct Frame(uint Stream, FrameKind Kind, byte Channel, ReadOnlyMemory<byte> Payload);
