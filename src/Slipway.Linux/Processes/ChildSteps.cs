using System.Runtime.InteropServices;
using System.Text;

namespace Slipway.Linux.Processes;

/// <summary>The system calls that a <see cref="ClonedChild"/> makes, in their order. The caller disposes.</summary>
/// <remarks>A step has seven words of 8 bytes: number, five arguments, result.</remarks>
internal sealed unsafe partial class ChildSteps : IDisposable
{
    private const int StepWords = 7;
    private const int ArgumentCount = 5;
    private const int ResultWord = 6;

    private readonly List<(ChildCall Call, nint[] Arguments, string Subject)> _steps = [];
    private readonly List<nint> _memory = [];
    private nint* _table;

    /// <summary>The table, closed by the first call.</summary>
    public nint Pointer => (nint)(_table == null ? _table = Write() : _table);

    /// <summary>Adds a call.</summary>
    /// <param name="subject">On what it is made, for the message of a failure.</param>
    public void Add(ChildCall call, string subject, params ReadOnlySpan<nint> arguments) => _steps.Add((call, arguments.ToArray(), subject));

    /// <summary>The address of a string with its closing NUL, valid until this is disposed.</summary>
    public nint Text(string text) => Bytes([.. Encoding.UTF8.GetBytes(text), 0]);

    /// <summary>The address of a copy of some bytes, aligned for any type, valid until this is disposed.</summary>
    public nint Bytes(ReadOnlySpan<byte> bytes)
    {
        var memory = NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        _memory.Add((nint)memory);
        return (nint)memory;
    }

    /// <summary>The address of some words.</summary>
    public nint Words(params ReadOnlySpan<ulong> words) => Bytes(MemoryMarshal.AsBytes(words));

    /// <summary>Which call failed, after the child has made them; null when none did.</summary>
    public LinuxException? FindFailure()
    {
        for (var i = 0; i < _steps.Count; i++)
        {
            if (_table[(i * StepWords) + ResultWord] is < 0 and var result)
                return new LinuxException(_steps[i].Call == ChildCall.Execute ? OwnedChild.ExecuteCall : $"{_steps[i].Call}", (int)-result, _steps[i].Subject);
        }

        return null;
    }

    public void Dispose()
    {
        _memory.ForEach(address => NativeMemory.Free((void*)address));
        _memory.Clear();
        NativeMemory.Free(_table);
        _table = null;
    }

    private nint* Write()
    {
        var table = (nint*)NativeMemory.AllocZeroed((nuint)(_steps.Count * StepWords * sizeof(nint)));
        for (var i = 0; i < _steps.Count; i++)
        {
            var step = new Span<nint>(table + (i * StepWords), StepWords);
            step[0] = (nint)_steps[i].Call;
            _steps[i].Arguments.AsSpan(0, Math.Min(_steps[i].Arguments.Length, ArgumentCount)).CopyTo(step[1..]);
        }

        return table;
    }
}
