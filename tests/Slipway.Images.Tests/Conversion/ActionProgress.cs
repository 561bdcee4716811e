using Slipway.Images.Conversion;

namespace Slipway.Images.Tests.Conversion;

/// <summary>Calls back at once, on the thread that reports.</summary>
internal sealed class ActionProgress(Action<ConversionProgress> report) : IProgress<ConversionProgress>
{
    public void Report(ConversionProgress value) => report(value);
}
