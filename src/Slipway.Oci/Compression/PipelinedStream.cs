using System.Runtime.ExceptionServices;

namespace Slipway.Oci.Compression;

/// <summary>
/// Reads a source on a thread of its own into a bounded ring of buffers, so that inflating overlaps with parsing and writing; a second thread may look at each
/// buffer on the way, for a hash:
/// <code>
/// free ─► filled ─► [inspected] ─► read ─► free
/// </code>
/// What the source throws is thrown to the reader after the bytes before it. One reader; owns the source. Disposal waits for the threads; the first of them
/// ends after the read it is in.
/// </summary>
public sealed class PipelinedStream : LendingStream
{
    /// <summary>Five of 1 MiB and six of 512 KiB take as much processor time within 5 %, which is what repeated runs differ by, and more memory.</summary>
    private const int BufferSizeBytes = 256 * 1024;
    private const int BufferCount = 8;

    private readonly Stream _source;
    private readonly List<Thread> _threads = [];
    private readonly SemaphoreSlim _free = new(BufferCount);
    private readonly SemaphoreSlim _filled = new(0);
    private readonly SemaphoreSlim _ready;
    private readonly byte[][] _buffers = new byte[BufferCount][];
    private readonly int[] _lengths = new int[BufferCount];
    private volatile bool _stopping;
    private ExceptionDispatchInfo? _error;
    private int _current;
    private bool _hasCurrent;
    private bool _ended;

    /// <summary>Starts reading at once.</summary>
    /// <param name="source">What to read; disposed with this stream.</param>
    /// <param name="threadName">How the thread shows in debuggers and <c>top -H</c>; the kernel keeps 15 bytes.</param>
    public PipelinedStream(Stream source, string threadName)
    {
        _source = source;
        _ready = _filled;
        Start(FillBuffers, threadName);
    }

    /// <summary>As above, with a look at the bytes before they are read.</summary>
    /// <param name="source">What to read; disposed with this stream.</param>
    /// <param name="threadName">Of the thread that reads the source.</param>
    /// <param name="inspect">Gets all bytes in order, each before its reader does, on one thread. Does not throw.</param>
    /// <param name="inspectorName">Of that thread.</param>
    public PipelinedStream(Stream source, string threadName, Action<ReadOnlySpan<byte>> inspect, string inspectorName)
    {
        _source = source;
        _ready = new SemaphoreSlim(0);
        Start(FillBuffers, threadName);
        Start(() => InspectBuffers(inspect), inspectorName);
    }

    /// <inheritdoc/>
    protected override ReadOnlyMemory<byte> Next()
    {
        if (_ended) return default;
        if (_hasCurrent) Release();
        _ready.Wait();
        _hasCurrent = true;
        int length = _lengths[_current];
        if (length == 0)
        {
            _ended = true;
            _error?.Throw();
        }

        return _buffers[_current].AsMemory(0, length);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_stopping)
        {
            _stopping = true;
            _free.Release();
            _threads[0].Join();
            // The second may wait for a buffer that the first does not fill any more.
            _filled.Release();
            _threads.ForEach(thread => thread.Join());
            _source.Dispose();
            _free.Dispose();
            _filled.Dispose();
            _ready.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Start(ThreadStart work, string name)
    {
        _threads.Add(new Thread(work) { Name = name, IsBackground = true });
        _threads[^1].Start();
    }

    private void Release()
    {
        _hasCurrent = false;
        _current = (_current + 1) % BufferCount;
        _free.Release();
    }

    /// <summary>A thread: a buffer of length 0 says that the source has ended or failed.</summary>
    private void FillBuffers()
    {
        for (int index = 0; ; index = (index + 1) % BufferCount)
        {
            _free.Wait();
            if (_stopping) return;
            byte[] buffer = _buffers[index] ??= GC.AllocateUninitializedArray<byte>(BufferSizeBytes);
            _lengths[index] = FillBuffer(buffer);
            _filled.Release();
            if (_lengths[index] == 0) return;
        }
    }

    /// <summary>A thread: looks at each buffer and passes it on, the empty one too.</summary>
    private void InspectBuffers(Action<ReadOnlySpan<byte>> inspect)
    {
        for (int index = 0; ; index = (index + 1) % BufferCount)
        {
            _filled.Wait();
            if (_stopping) return;
            int length = _lengths[index];
            inspect(_buffers[index].AsSpan(0, length));
            _ready.Release();
            if (length == 0) return;
        }
    }

    private int FillBuffer(byte[] buffer)
    {
        int length = 0;
        try
        {
            while (_error is null && length < buffer.Length && !_stopping)
            {
                int read = _source.Read(buffer.AsSpan(length));
                if (read == 0) break;
                length += read;
            }
        }
#pragma warning disable CA1031 // Whatever the source throws belongs to the reader's thread, which rethrows it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }

        return length;
    }
}
