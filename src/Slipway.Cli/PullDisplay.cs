using Slipway.Images;

namespace Slipway.Cli;

/// <summary>Shows how an image comes here, or into containerd, layer by layer, or nothing for one that is ready. Disposing ends the display.</summary>
internal sealed class PullDisplay : IProgress<ImageProgress>, IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly StepDisplay? _steps;
    private long _downloaded;
    private long _converted;

    private PullDisplay(CommandContext context, StepDisplay? steps) => (_context, _steps) = (context, steps);

    /// <summary>How long converting went on after the last layer had come; zero when nothing was converted.</summary>
    public TimeSpan ConvertingTook => _converted == 0 ? TimeSpan.Zero : _context.Time.GetElapsedTime(_downloaded, _converted);

    public static PullDisplay Create(CommandContext context, string image, bool isSilent) =>
        new(context, isSilent ? null : new StepDisplay(context, $"pulling {image}"));

    /// <summary>Of what the first machine of an image waits for.</summary>
    public static PullDisplay OfUnpacking(CommandContext context, string image, bool isSilent) =>
        new(context, isSilent ? null : new StepDisplay(context, $"giving {image} to containerd"));

    public void Report(ImageProgress value)
    {
        NoteTimes(value.Phase);
        if (value.Phase == ImagePhase.Done)
            _steps?.End();
        if (value.Phase is ImagePhase.Resolving or ImagePhase.Done)
            return;
        var state = value.Layer is null ? "" : value.Phase.ToString().ToLowerInvariant();
        var done = value.Phase is ImagePhase.Downloaded or ImagePhase.Exists ? value.TotalBytes : value.DoneBytes;
        _steps?.Report(new StepDisplay.Step(NameOf(value), state, done, value.TotalBytes));
    }

    public ValueTask DisposeAsync() => _steps?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string NameOf(ImageProgress value) => value switch
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
}
