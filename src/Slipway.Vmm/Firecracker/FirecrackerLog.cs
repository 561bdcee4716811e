using System.Text;
using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Memory;

namespace Slipway.Vmm.Firecracker;

/// <summary>
/// The first <see cref="MaxBytes"/> of a Firecracker's log, in memory. A guest can have its VMM log without end; a file of fixed length bounds that without anybody
/// reading along. The owner disposes.
/// </summary>
internal sealed class FirecrackerLog : IDisposable
{
    public const int MaxBytes = 64 * 1024;

    /// <summary>Enough for the last lines.</summary>
    private const int TailBytes = 2048;

    /// <summary>To be inherited by the process and opened by it through <c>/proc/self/fd</c>.</summary>
    public SafeFileHandle File { get; } = MemoryFile.CreateFixed("firecracker-log", MaxBytes);

    /// <summary>The end of what was logged, whole lines; faulty bytes become U+FFFD.</summary>
    public string Tail()
    {
        var bytes = new byte[MaxBytes];
        _ = RandomAccess.Read(File, bytes, 0);
        var end = bytes.AsSpan().IndexOf((byte)0) is >= 0 and var zero ? zero : MaxBytes;
        var tail = bytes.AsSpan(0, end);
        if (tail.Length > TailBytes)
        {
            tail = tail[^TailBytes..];
            tail = tail[(tail.IndexOf((byte)'\n') + 1)..];
        }

        return Encoding.UTF8.GetString(tail);
    }

    public void Dispose() => File.Dispose();
}
