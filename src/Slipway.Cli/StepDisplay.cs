using System.Collections.Concurrent;
using Slipway.Cli.Options;
using Spectre.Console;

namespace Slipway.Cli;

/// <summary>
/// Shows work in steps that go on at the same time: bars on a terminal, a line for each new state elsewhere, and nothing until the first report. Reports
/// come from several threads and cost a dictionary entry. Disposing ends the display.
/// </summary>
internal sealed class StepDisplay : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly string _headline;
    private readonly ConcurrentDictionary<string, Step> _latest = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Task _drawing = Task.CompletedTask;
    private bool _begun;

    /// <param name="context">Where to.</param>
    /// <param name="headline">The line above the steps where they are lines, such as <c>pulling alpine</c>.</param>
    public StepDisplay(CommandContext context, string headline) => (_context, _headline) = (context, headline);

    /// <summary>Where a step stands.</summary>
    /// <param name="Name">What it is, the same each time.</param>
    /// <param name="State">What happens to it in a word; empty when its name says it.</param>
    /// <param name="DoneBytes">Bytes through.</param>
    /// <param name="TotalBytes">Bytes in all; 0 where that is not known.</param>
    public readonly record struct Step(string Name, string State, long DoneBytes, long TotalBytes);

    public void Report(Step step)
    {
        var isNew = !_latest.TryGetValue(step.Name, out var before) || before.State != step.State;
        _latest[step.Name] = step;
        if (!_context.IsErrorTerminal && isNew)
            WriteLine(step);
        else if (_context.IsErrorTerminal && !_begun)
            BeginDrawing();
    }

    /// <summary>There is nothing more to come: what is drawn goes, soon.</summary>
    public void End() => _ended.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        End();
        await _drawing;
    }

    private void WriteLine(Step step)
    {
        lock (_lock)
        {
            if (!_begun)
                _context.Error.WriteLine($"slipway: {Printable.Text(_headline)}");
            _begun = true;
            _context.Error.WriteLine(step.State.Length == 0 ? $"  {step.Name}" : $"  {step.Name}: {step.State} ({ByteSize.Show(step.TotalBytes)})");
        }
    }

    private void BeginDrawing()
    {
        lock (_lock)
        {
            if (_begun)
                return;
            _begun = true;
            var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_context.Error) });
            _drawing = console.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn())
                .StartAsync(DrawAsync);
        }
    }

    private async Task DrawAsync(ProgressContext bars)
    {
        var tasks = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100), _context.Time);
        while (!_ended.Task.IsCompleted)
        {
            foreach (var (_, step) in _latest)
                Update(bars, tasks, step);
            await Task.WhenAny(tick.WaitForNextTickAsync().AsTask(), _ended.Task);
        }
    }

    private static void Update(ProgressContext bars, Dictionary<string, ProgressTask> tasks, Step step)
    {
        if (!tasks.TryGetValue(step.Name, out var task))
            tasks.Add(step.Name, task = bars.AddTask(step.Name.EscapeMarkup(), maxValue: Math.Max(1, step.TotalBytes)));
        task.Description = $"{step.Name} {step.State}".TrimEnd().EscapeMarkup();
        task.MaxValue = Math.Max(1, step.TotalBytes);
        task.Value = step.DoneBytes;
    }
}
