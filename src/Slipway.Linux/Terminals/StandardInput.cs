using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Linux.Terminals;

/// <summary>
/// Standard input by read(2) alone, as bytes. The runtime's own stream will not do where it is a terminal: it then reads lines, echoes them
/// by itself and sets the terminal's modes.
/// </summary>
public static class StandardInput
{
    private const int Descriptor = 0;
    private const int ChunkBytes = 64 * 1024;

    /// <summary>
    /// Starts to read, on a thread of its own that ends with the input, with the reader, or with the process: a read of a terminal cannot be
    /// taken back. Call it once. An input that cannot be read (EIO: its terminal is gone) ends.
    /// </summary>
    public static PipeReader Open()
    {
        var pipe = new Pipe();
        new Thread(() => Fill(pipe.Writer)) { IsBackground = true, Name = "standard-input" }.Start();
        return pipe.Reader;
    }

    private static void Fill(PipeWriter writer)
    {
        using var input = new SafeFileHandle(Descriptor, ownsHandle: false);
        while (ReadSome(input, writer.GetSpan(ChunkBytes)) is > 0 and var count)
        {
            writer.Advance(count);
            // Blocks while the reader is behind: that is what this thread is for.
            if (writer.FlushAsync().AsTask().GetAwaiter().GetResult().IsCompleted)
                break;
        }

        writer.Complete();
    }

    private static int ReadSome(SafeFileHandle input, Span<byte> buffer)
    {
        while (true)
        {
            var count = SystemCall.ErrnoOr(DescriptorCalls.Read(input, buffer, (nuint)buffer.Length));
            if (count == -Errno.Again)
                DescriptorWait.Until(Descriptor, PollEvents.Readable);
            else if (count != -Errno.Interrupted)
                return count;
        }
    }
}
