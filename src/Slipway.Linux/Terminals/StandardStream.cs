using System.Runtime.InteropServices;

namespace Slipway.Linux.Terminals;

/// <summary>
/// Standard output or standard error by write(2) alone. The runtime's own streams will not do for a program that passes bytes on: the
/// console's swallows a closed pipe, so <c>slipway run … yes | head</c> would never end, and a file stream keeps an offset of its own, so that
/// what is written next to a shared file lands on top. Writes block; not thread safe; disposing leaves the descriptor open.
/// </summary>
public sealed partial class StandardStream(int descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const short Writable = 4;

    public static StandardStream Output() => new(1);

    public static StandardStream Error() => new(2);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="LinuxException">The other end is closed (EPIPE) or the file cannot take more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = WriteSome(descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == TryAgain)
                WaitUntilWritable();
            else if (errno != Interrupted)
                throw new LinuxException("write", errno, descriptor == 1 ? "standard output" : "standard error");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>A terminal or pipe that another program has made non-blocking is full.</summary>
    private void WaitUntilWritable()
    {
        var entry = new PollEntry { Descriptor = descriptor, Events = Writable };
        _ = Poll(ref entry, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteSome(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollEntry entries, nuint count, int timeoutMilliseconds);

    /// <summary>struct pollfd (poll.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
