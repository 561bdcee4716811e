using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Testing;

/// <summary>Reads a stream to its end in the background and lets tests wait for what it says.</summary>
internal sealed class TailReader
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private readonly List<(Regex Pattern, TaskCompletionSource<Match> Seen)> _waiters = [];
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

    public Task WaitForAsync(string text, TimeSpan limit) => WaitForAsync(new Regex(Regex.Escape(text)), limit);

    /// <summary>Waits for what matches; the end of the stream fails the test with all that was said.</summary>
    public async Task<Match> WaitForAsync(Regex pattern, TimeSpan limit)
    {
        var seen = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (pattern.Match(_text.ToString()) is { Success: true } already)
                return already;
            _waiters.Add((pattern, seen));
        }

        await Task.WhenAny(seen.Task, _reading).WaitAsync(limit, TestContext.Current.CancellationToken);
        var match = seen.Task.IsCompleted ? await seen.Task : pattern.Match(Text);
        Assert.True(match.Success, $"the process ended without saying '{pattern}': {Text}");
        return match;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int length; (length = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (_lock)
            {
                _text.Append(buffer, 0, length);
                if (_waiters.Count > 0)
                    Tell(_text.ToString());
            }
        }
    }

    private void Tell(string all) => _waiters.RemoveAll(waiter => waiter.Pattern.Match(all) is { Success: true } match && waiter.Seen.TrySetResult(match));
}
