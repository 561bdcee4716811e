using System.Text;

namespace Slipway.Oci.Tests.Registry;

/// <summary>What a <see cref="FakeServer"/> answers.</summary>
internal sealed record FakeResponse(int Status, byte[] Body, params (string Name, string Value)[] Headers)
{
    public FakeResponse(int status, string body = "", params (string Name, string Value)[] headers)
        : this(status, Encoding.UTF8.GetBytes(body), headers)
    {
    }

    /// <summary>Closes the connection after so many bytes of the body.</summary>
    public int? CutAfter { get; init; }

    /// <summary>What Content-Length says when not the truth; -1 for none.</summary>
    public long? Length { get; init; }

    /// <summary>Says nothing at all and keeps the connection.</summary>
    public bool Silent { get; init; }
}
