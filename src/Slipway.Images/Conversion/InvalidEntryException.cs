namespace Slipway.Images.Conversion;

/// <summary>One entry cannot be applied. Never leaves this folder: <see cref="LayerMerger"/> adds which layer and entry it was.</summary>
internal sealed class InvalidEntryException(ConversionError error, string reason) : Exception(reason)
{
    public InvalidEntryException(string reason)
        : this(ConversionError.InvalidEntry, reason)
    {
    }

    public ConversionError Error { get; } = error;
}
