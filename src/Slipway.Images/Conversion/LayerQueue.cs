namespace Slipway.Images.Conversion;

/// <summary>
/// Opens layers in order, one ahead: while a layer is merged the next is opened and unpacked as far as its buffers reach. At most two
/// pipelines exist at a time. Disposal gives up what was opened ahead.
/// </summary>
internal sealed class LayerQueue : IAsyncDisposable
{
    private readonly IReadOnlyList<LayerInput> _layers;
    private readonly CancellationTokenSource _stop;
    private Task<LayerPipeline>? _ahead;
    private int _opened;

    public LayerQueue(IReadOnlyList<LayerInput> layers, CancellationToken cancellationToken)
    {
        _layers = layers;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        OpenNext();
    }

    /// <summary>The next layer, null after the last; the caller disposes it.</summary>
    public async Task<LayerPipeline?> TakeAsync()
    {
        if (_ahead is not { } next)
            return null;
        LayerPipeline layer = await next;
        _ahead = null;
        OpenNext();
        return layer;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_ahead is { } ahead)
        {
            // Its failure is of no interest: it was given up.
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ahead.IsCompletedSuccessfully)
                (await ahead).Dispose();
        }

        _stop.Dispose();
    }

    private void OpenNext()
    {
        if (_opened < _layers.Count)
            _ahead = LayerPipeline.OpenAsync(_layers[_opened++], _stop.Token);
    }
}
