using System.Collections.Concurrent;
using Slipway.Cli.Options;
using Slipway.Images;
using Spectre.Console;

namespace Slipway.Cli;

/// <summary>
/// Shows a pull: bars on a terminal, a line for each step elsewhere, and nothing for an image that is ready. Reports come from several
/// threads and cost a dictionary entry. Disposing ends the display.
/// </summary>
internal sealed class PullDisplay : IProgress<ImageProgress>, IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly string _image;
    private readonly Mode _mode;
    private readonly ConcurrentDictionary<string, ImageProgress> _latest = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private Task _drawing = Task.CompletedTask;
    private bool _begun;
    private long _downloaded;
    private long _converted;

    private PullDisplay(CommandContext context, string image, Mode mode) => (_context, _image, _mode) = (context, image, mode);

    private enum Mode
    {
        Silent,
        Lines,
        Bars,
    }

    /// <summary>How long converting went on after the last layer had come; zero when nothing was converted.</summary>
    public TimeSpan ConvertingTook => _converted == 0 ? TimeSpan.Zero : _context.Time.GetElapsedTime(_downloaded, _converted);

    public static PullDisplay Create(CommandContext context, string image, bool isSilent) =>
        new(context, image, isSilent ? Mode.Silent : context.IsErrorTerminal ? Mode.Bars : Mode.Lines);

    public void Report(ImageProgress value)
    {
        NoteTimes(value.Phase);
        if (_mode == Mode.Silent || value.Phase is ImagePhase.Resolving or ImagePhase.Done)
            return;
        var step = StepOf(value);
        var isNew = !_latest.TryGetValue(step, out var before) || before.Phase != value.Phase;
        _latest[step] = value;
        if (_mode == Mode.Lines && isNew)
            WriteLine(value, step);
        else if (_mode == Mode.Bars && !_begun)
            BeginDrawing();
    }

    public async ValueTask DisposeAsync()
    {
        _ended.TrySetResult();
        await _drawing;
    }

    private static string StepOf(ImageProgress value) => value switch
    {
        { Layer: { } layer } => $"layer {layer.Hex[..12]}",
        { Phase: ImagePhase.Waiting } => "waiting for another pull of this image",
        _ => "converting",
    };

    private void NoteTimes(ImagePhase phase)
    {
        if (phase is ImagePhase.Downloaded or ImagePhase.Resolving or ImagePhase.Exists)
            _downloaded = _context.Time.GetTimestamp();
        else if (phase == ImagePhase.Converting)
            _converted = _context.Time.GetTimestamp();
    }

    private void WriteLine(ImageProgress value, string step)
    {
        lock (_lock)
        {
            if (!_begun)
                _context.Error.WriteLine($"slipway: pulling {Printable.Text(_image)}");
            _begun = true;
            _context.Error.WriteLine(value.Layer is null ? $"  {step}" : $"  {step}: {value.Phase.ToString().ToLowerInvariant()} ({ByteSize.Show(value.TotalBytes)})");
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
            foreach (var (step, value) in _latest)
                Update(bars, tasks, step, value);
            await Task.WhenAny(tick.WaitForNextTickAsync().AsTask(), _ended.Task);
        }
    }

    private static void Update(ProgressContext bars, Dictionary<string, ProgressTask> tasks, string step, ImageProgress value)
    {
        if (!tasks.TryGetValue(step, out var task))
            tasks.Add(step, task = bars.AddTask(step.EscapeMarkup(), maxValue: Math.Max(1, value.TotalBytes)));
        task.MaxValue = Math.Max(1, value.TotalBytes);
        task.Value = value.Phase is ImagePhase.Downloaded or ImagePhase.Exists ? task.MaxValue : value.DoneBytes;
    }
}
