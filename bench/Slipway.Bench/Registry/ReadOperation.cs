namespace Slipway.Bench.Registry;

/// <summary>A GET or HEAD that answers 200.</summary>
internal sealed class ReadOperation(byte[] request, bool hasBody = true) : IOperation
{
    public long Run(RawConnection connection)
    {
        connection.Send(request);
        return connection.Receive(200, hasBody);
    }
}
