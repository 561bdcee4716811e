using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Linux.Processes;

/// <summary>Strings as execve(2) wants them: an array of pointers to UTF-8 with a closing NUL each, ended by a null pointer.</summary>
internal sealed unsafe class StringArray : IDisposable
{
    private byte* _memory;

    public StringArray(IReadOnlyList<string> strings)
    {
        if (strings.FirstOrDefault(s => s.Contains('\0', StringComparison.Ordinal)) is { } faulty)
            throw new ArgumentException($"an argument or environment entry holds a NUL, behind \"{faulty[..faulty.IndexOf('\0', StringComparison.Ordinal)]}\"");
        var pointerBytes = (strings.Count + 1) * sizeof(byte*);
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(pointerBytes + strings.Sum(s => Encoding.UTF8.GetByteCount(s) + 1)));
        var next = _memory + pointerBytes;
        for (var i = 0; i < strings.Count; i++)
        {
            Pointer[i] = next;
            var length = Encoding.UTF8.GetByteCount(strings[i]);
            Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, length));
            next += length + 1;
        }
    }

    /// <summary>The array; valid until the instance is disposed.</summary>
    public byte** Pointer => (byte**)_memory;

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }
}
