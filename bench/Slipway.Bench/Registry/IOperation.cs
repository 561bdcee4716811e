namespace Slipway.Bench.Registry;

/// <summary>What one connection does again and again, from its first byte sent to its last byte received.</summary>
internal interface IOperation
{
    /// <summary>Does it once; the number of content bytes that went either way.</summary>
    long Run(RawConnection connection);
}
