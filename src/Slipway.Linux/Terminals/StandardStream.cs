using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Linux.Terminals;

/// <summary>
/// Standard output or standard error by write(2) alone. The runtime's own streams will not do for a program that passes bytes on: the
/// console's swallows a closed pipe, so <c>slipway run … yes | head</c> would never end, and a file stream keeps an offset of its own, so that
/// what is written next to a shared file lands on top. Writes block; not thread safe; disposing leaves the descriptor open.
/// </summary>
public sealed class StandardStream(int descriptor) : Stream
{
    private readonly SafeFileHandle _descriptor = new(descriptor, ownsHandle: false);

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
            var written = DescriptorCalls.Write(_descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.Again)
                DescriptorWait.Until(descriptor, PollEvents.Writable);
            else if (errno != Errno.Interrupted)
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
}
