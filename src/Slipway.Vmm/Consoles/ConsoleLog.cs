using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Vmm.Consoles;

/// <summary>
/// What a guest prints on its serial console: the last <see cref="TailBytes"/> in memory, and the first <see cref="MaxFileBytes"/> in a file
/// when one is given, since a guest may print for ever. Thread safe. The text is the guest's: hostile, with control characters in it.
/// </summary>
public sealed class ConsoleLog
{
    /// <summary>Kept in memory.</summary>
    public const int TailBytes = 64 * 1024;

    /// <summary>Kept in the file, and a last line that says so.</summary>
    public const int MaxFileBytes = 4 * 1024 * 1024;

    private readonly TailBuffer _tail = new(TailBytes);
    private readonly SafeFileHandle? _file;
    private long _fileBytes;
    private long _totalBytes;

    /// <param name="file">Written by this instance from offset 0; owned by the caller, open until the console has ended.</param>
    internal ConsoleLog(SafeFileHandle? file) => _file = file;

    /// <summary>Bytes printed so far, kept or not.</summary>
    public long TotalBytes => Interlocked.Read(ref _totalBytes);

    /// <summary>The end of what the guest printed, as UTF-8; faulty bytes become U+FFFD.</summary>
    public string Tail() => Encoding.UTF8.GetString(_tail.ToArray());

    /// <summary>Reads the console to its end.</summary>
    internal async Task PumpAsync(Stream console)
    {
        var buffer = new byte[4096];
        try
        {
            for (int count; (count = await console.ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                _tail.Append(buffer.AsSpan(0, count));
                Interlocked.Add(ref _totalBytes, count);
                Keep(buffer.AsSpan(0, count));
            }
        }
        catch (IOException)
        {
            // The VMM was killed with bytes unread (ECONNRESET): the end, too.
        }
    }

    // A full disk must not end the machine: the file is then as long as it is.
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_file is null || _fileBytes >= MaxFileBytes)
            return;
        var kept = bytes[..(int)Math.Min(bytes.Length, MaxFileBytes - _fileBytes)];
        try
        {
            RandomAccess.Write(_file, kept, _fileBytes);
            _fileBytes += kept.Length;
            if (_fileBytes == MaxFileBytes)
                RandomAccess.Write(_file, Encoding.ASCII.GetBytes($"\n[the console goes on; only its first {MaxFileBytes} bytes are kept]\n"), _fileBytes);
        }
        catch (IOException)
        {
            _fileBytes = MaxFileBytes;
        }
    }
}
