using System.Net;

namespace Slipway.Daemon.Tests.Server;

/// <summary>The body of a client that sends some bytes and then nothing, until it is let go.</summary>
internal sealed class StalledContent(ReadOnlyMemory<byte> sent) : HttpContent
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release() => _released.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(sent);
        await stream.FlushAsync();
        await _released.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
