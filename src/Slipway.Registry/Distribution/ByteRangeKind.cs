namespace Slipway.Registry.Distribution;

/// <summary>How a <c>Range</c> header is answered.</summary>
internal enum ByteRangeKind
{
    /// <summary>200 with everything.</summary>
    Whole,

    /// <summary>206 with a part.</summary>
    Partial,

    /// <summary>416.</summary>
    Unsatisfiable,
}
