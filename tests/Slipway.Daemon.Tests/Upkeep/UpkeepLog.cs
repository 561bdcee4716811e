using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Slipway.Daemon.Upkeep;

namespace Slipway.Daemon.Tests.Upkeep;

/// <summary>Keeps what the upkeep says, and knows when a round is over.</summary>
internal sealed class UpkeepLog : ILogger<ImageUpkeep>, IDisposable
{
    private const int RoundOver = 4033;

    private readonly SemaphoreSlim _rounds = new(0);
    private readonly ConcurrentQueue<(int Id, string Text)> _events = new();

    /// <summary>Of all but the ends of rounds.</summary>
    public IEnumerable<int> Ids => _events.Select(item => item.Id);

    public string TextOf(int id) => Assert.Single(_events, item => item.Id == id).Text;

    /// <summary>Ends with the next round.</summary>
    public Task RoundAsync() => _rounds.WaitAsync(TestContext.Current.CancellationToken);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == RoundOver)
            _rounds.Release();
        else
            _events.Enqueue((eventId.Id, formatter(state, exception)));
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose() => _rounds.Dispose();
}
