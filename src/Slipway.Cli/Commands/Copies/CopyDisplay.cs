using Slipway.Oci.Copies;
using Slipway.Oci.Sources;

namespace Slipway.Cli.Commands.Copies;

/// <summary>Shows a copy, blob by blob. Disposing ends the display.</summary>
internal sealed class CopyDisplay(CommandContext context, string source, string destination) : IProgress<CopyProgress>, IAsyncDisposable
{
    private readonly bool _isUpload = ImageSources.IsInRegistry(destination);
    private readonly StepDisplay _steps = new(context, $"copying {source} to {destination}");

    public void Report(CopyProgress value) =>
        _steps.Report(new StepDisplay.Step($"blob {value.Blob.Hex[..12]}", StateOf(value.Phase), value.DoneBytes, value.TotalBytes));

    public ValueTask DisposeAsync() => _steps.DisposeAsync();

    private string StateOf(CopyPhase phase) => phase switch
    {
        CopyPhase.Copying => _isUpload ? "uploading" : "writing",
        CopyPhase.Copied => _isUpload ? "uploaded" : "written",
        CopyPhase.LeftOut => "left out, to be had from its urls only",
        _ => phase.ToString().ToLowerInvariant(),
    };
}
