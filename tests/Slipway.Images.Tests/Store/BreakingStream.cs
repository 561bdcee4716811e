namespace Slipway.Images.Tests.Store;

/// <summary>Some bytes, then whatever is wanted: an exception, or an endless wait that only cancellation ends.</summary>
internal sealed class BreakingStream(byte[] bytes, Func<CancellationToken, ValueTask<int>> then) : MemoryStream(bytes)
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Position < Length ? Read(buffer.Span) : await then(cancellationToken);
}
