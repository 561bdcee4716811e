using System.Text;

namespace Slipway.Machines.Tests.Running;

/// <summary>Reads a stream to its end in the background and lets tests wait for what it says.</summary>
internal sealed class TailReader
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _waiters = [];
    private readonly Task _reading;

    public TailReader(StreamReader reader) => _reading = ReadAsync(reader);

    public string Text
    {
        get
        {
            lock (_lock)
                return _text.ToString();
        }
    }

    public async Task<string> AllAsync()
    {
        await _reading;
        return Text;
    }

    public async Task WaitForAsync(string text, TimeSpan limit)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_text.ToString().Contains(text, StringComparison.Ordinal))
                return;
            _waiters.Add((text, seen));
        }

        var first = await Task.WhenAny(seen.Task, _reading).WaitAsync(limit);
        if (first != seen.Task && !Text.Contains(text, StringComparison.Ordinal))
            Assert.Fail($"standard error ended without '{text}': {Text}");
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int length; (length = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (_lock)
            {
                _text.Append(buffer, 0, length);
                var all = _text.ToString();
                foreach (var (text, seen) in _waiters)
                {
                    if (all.Contains(text, StringComparison.Ordinal))
                        seen.TrySetResult();
                }
            }
        }
    }
}
