namespace Slipway.Bench.Registry;

/// <summary>Several operations in a fixed order, begun at another one by each connection.</summary>
internal sealed class CycleOperation(IReadOnlyList<IOperation> operations, int start) : IOperation
{
    private int _next = start;

    public long Run(RawConnection connection) => operations[_next++ % operations.Count].Run(connection);
}
