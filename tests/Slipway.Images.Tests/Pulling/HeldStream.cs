namespace Slipway.Images.Tests.Pulling;

/// <summary>Some bytes at once, the rest when something has happened.</summary>
internal sealed class HeldStream(byte[] bytes, int atOnce, Task gate) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= atOnce)
            await gate.WaitAsync(cancellationToken);
        var most = Position < atOnce ? atOnce - (int)Position : buffer.Length;
        return Read(buffer.Span[..Math.Min(most, buffer.Length)]);
    }
}
