namespace Slipway.Containerd.Tests.Content;

/// <summary>Bytes, with something that happens before those from an offset on are read.</summary>
internal sealed class InterruptedStream(byte[] content, int offset, Func<Task> happens) : MemoryStream(content)
{
    private bool _happened;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= offset && !_happened)
        {
            _happened = true;
            await happens();
        }

        var left = (int)(Position < offset ? offset - Position : Length - Position);
        return await base.ReadAsync(buffer[..Math.Min(buffer.Length, left)], cancellationToken);
    }
}
