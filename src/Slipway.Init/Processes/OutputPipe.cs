using Slipway.Init.Events;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Init.Processes;

/// <summary>What a program prints, at the reading end of its pipe or terminal. Nothing is read ahead: output that nobody takes waits in the pipe.</summary>
internal sealed class OutputPipe : IEventSource, IDisposable
{
    private readonly EventLoop _loop;
    private readonly FileDescriptor _source;
    private readonly long _token;
    private bool _writerIsGone;
    private bool _isReadable = true;

    /// <param name="source">Non-blocking; becomes this one's.</param>
    /// <param name="loop">Says when there is more.</param>
    public OutputPipe(FileDescriptor source, EventLoop loop)
    {
        _loop = loop;
        _source = source;
        _token = loop.Add(source, PollEvents.Readable, this);
    }

    /// <summary>There is no more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>A read may give something.</summary>
    public bool IsReadable => _isReadable && !IsEnded;

    /// <summary>The program has ended: what is in the pipe now is the rest, even when a descendant still holds it open.</summary>
    public void Drain() => _writerIsGone = _isReadable = true;

    /// <summary>Reads once; 0 when there is nothing now, or nothing any more.</summary>
    public int Read(Span<byte> buffer)
    {
        if (!IsReadable)
            return 0;
        var read = _source.Read(buffer);
        if (read > 0)
            return read;
        _isReadable = false;
        // A terminal whose last holder has closed it reads EIO, though the program may open it again while it lives.
        IsEnded = read == 0 || _writerIsGone;
        return 0;
    }

    public void OnEvents(PollEvents events) => _isReadable = true;

    public void Dispose()
    {
        _loop.Remove(_source, _token);
        _source.Dispose();
        IsEnded = true;
    }
}
