namespace Slipway.Registry.Inspection;

/// <summary>Ends the reading of a layer at its limit; never leaves <see cref="LayerInspector"/>.</summary>
internal sealed class UnpackedTooLargeException : Exception;
