using System.Security.Cryptography;

namespace Slipway.Host.Machines;

/// <summary>Names one machine on its host: 14 lower-case hex digits, random; also its host name where none is asked for.</summary>
public readonly record struct MachineId
{
    private const int Bytes = 7;

    private MachineId(string text) => Text = text;

    private string Text { get; }

    /// <summary>A new id; 56 random bits.</summary>
    public static MachineId New() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes)));

    public override string ToString() => Text ?? "";
}
