namespace Slipway.Images.Conversion;

/// <summary>Sums the layers' progress up for the one who asked. Used by one merging thread after the other.</summary>
internal sealed class ProgressReport(IReadOnlyList<LayerInput> layers, IProgress<ConversionProgress> progress)
{
    private readonly long _storedBytes = layers.Sum(layer => layer.SizeBytes);
    private int _layersDone;
    private long _storedBytesDone;

    public void Reading(LayerPipeline layer) => Report(layer.StoredBytesRead);

    public void Done(LayerPipeline layer)
    {
        _layersDone++;
        _storedBytesDone += layer.StoredBytesRead;
        Report(0);
    }

    private void Report(long ofThisLayer) =>
        progress.Report(new ConversionProgress(_layersDone, layers.Count, _storedBytesDone + ofThisLayer, _storedBytes));
}
