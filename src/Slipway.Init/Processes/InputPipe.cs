using System.Buffers;
using Slipway.Init.Events;
using Slipway.Linux;
using Slipway.Linux.Descriptors;
using Slipway.Linux.Events;

namespace Slipway.Init.Processes;

/// <summary>A program's stdin, at the writing end of its pipe or terminal. Bounded by the window of whoever feeds it.</summary>
internal sealed class InputPipe : IEventSource, IDisposable
{
    private const byte EndOfTransmission = 4; // control-D: end of input for a program that reads lines from a terminal
    private readonly EventLoop _loop;
    private readonly FileDescriptor _target;
    private readonly bool _isTerminal;
    private readonly long _token;
    private readonly ByteQueue _queue = new();
    private bool _isFinishing;
    private bool _isClosed;

    /// <param name="target">Non-blocking; becomes this one's.</param>
    /// <param name="isTerminal">The end of input is a character, not a closed descriptor.</param>
    /// <param name="loop">Says when there is room.</param>
    public InputPipe(FileDescriptor target, bool isTerminal, EventLoop loop)
    {
        _loop = loop;
        _target = target;
        _isTerminal = isTerminal;
        _token = loop.Add(target, PollEvents.Writable, this);
    }

    /// <summary>Told how many bytes the program, or nobody any more, has taken.</summary>
    public Action<int>? Consumed { get; set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_isFinishing)
            bytes = [];
        _queue.Write(bytes);
        Flush();
    }

    /// <summary>Nothing more comes: closes the pipe when the program has taken what there is.</summary>
    public void Finish()
    {
        if (_isFinishing)
            return;
        if (_isTerminal)
            _queue.Write([EndOfTransmission]);
        _isFinishing = true;
        Flush();
    }

    public void OnEvents(PollEvents events) => Flush();

    public void Dispose() => Close();

    private void Flush()
    {
        while (_queue.Length > 0)
        {
            var written = _isClosed ? _queue.Length : _target.Write(_queue.Waiting);
            if (written == -Errno.Again)
                return;
            if (written < 0)
            {
                // Nobody reads: what was sent, and what will be, is taken and dropped.
                Close();
                written = _queue.Length;
            }

            _queue.Consume(written);
            Consumed?.Invoke(written);
        }

        if (_isFinishing && !_isTerminal)
            Close();
    }

    private void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _loop.Remove(_target, _token);
        _target.Dispose();
    }
}
