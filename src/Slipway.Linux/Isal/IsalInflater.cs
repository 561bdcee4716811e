namespace Slipway.Linux.Isal;

/// <summary>
/// Inflates gzip members (RFC 1952: header, deflate data, CRC-32 and length, both checked) piece by piece through libisal.
/// The first input of a member must hold its whole header (libisal 2.30 does not keep the header's flags between calls).
/// Feed it with <see cref="Inflate"/> until it says the member has ended, then <see cref="Reset"/> for the next one.
/// Not thread safe; the caller disposes.
/// </summary>
public sealed unsafe class IsalInflater : IDisposable
{
    private const uint GzipFormat = 1; // ISAL_GZIP: header and trailer parsed and verified.
    private const uint BlockFinish = 5; // ISAL_BLOCK_FINISH
    private static readonly Lazy<bool> Probe = new(InflatesTheKnownMember);

    private readonly IsalInflateState _state = new();

    private IsalInflater()
    {
        IsalLibrary.InflateInit(_state.Pointer);
        _state.CrcFlag = GzipFormat;
    }

    /// <summary>True when libisal is installed and inflates a known member correctly with the structure layout used here.</summary>
    public static bool IsAvailable => Probe.Value;

    /// <summary>Makes an inflater; only when <see cref="IsAvailable"/>.</summary>
    public static IsalInflater Create() =>
        IsAvailable ? new IsalInflater() : throw new InvalidOperationException("libisal.so.2 is not usable on this system; ask IsAvailable first");

    /// <summary>
    /// Inflates as much as both spans allow. <paramref name="consumed"/> bytes of the input are done with, <paramref name="produced"/>
    /// bytes of the output are valid. With nothing consumed and nothing produced, more input is needed. True at the member's end.
    /// </summary>
    /// <exception cref="InvalidDataException">The data is not gzip, is damaged, or its checksum does not match.</exception>
    public bool Inflate(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int produced)
    {
        // SAFETY: the pins last for the call, after which the library holds no pointer it will follow; lengths are the spans' own.
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            _state.NextIn = from;
            _state.AvailableIn = (uint)input.Length;
            _state.NextOut = to;
            _state.AvailableOut = (uint)output.Length;
            int result = IsalLibrary.Inflate(_state.Pointer);
            consumed = input.Length - (int)_state.AvailableIn;
            produced = output.Length - (int)_state.AvailableOut;
            if (result < 0) throw new InvalidDataException(Describe(result));
        }

        return _state.BlockState == BlockFinish;
    }

    /// <summary>Makes ready for the next member.</summary>
    public void Reset() => IsalLibrary.InflateReset(_state.Pointer);

    /// <inheritdoc/>
    public void Dispose() => _state.Dispose();

    private static string Describe(int result) => result switch
    {
        -1 => "the gzip data is damaged: an invalid deflate block",
        -2 => "the gzip data is damaged: an invalid deflate symbol",
        -3 => "the gzip data is damaged: a reference to before its beginning",
        -4 => "the data is not gzip: an invalid header",
        -5 => "the gzip data uses a compression method other than deflate",
        -6 => "the gzip data is damaged: its checksum does not match its content",
        _ => $"the gzip data cannot be inflated (libisal error {result})",
    };

    private static bool InflatesTheKnownMember()
    {
        if (!IsalLibrary.IsLoaded || !Environment.Is64BitProcess) return false;
        // gzip -n of "slipway\n"
        ReadOnlySpan<byte> member =
        [
            0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0x2B, 0xCE, 0xC9, 0x2C, 0x28, 0x4F, 0xAC, 0xE4, 0x02, 0,
            0x45, 0xC3, 0x17, 0x7C, 0x08, 0, 0, 0,
        ];
        Span<byte> output = stackalloc byte[16];
        using var inflater = new IsalInflater();
        try
        {
            return inflater.Inflate(member, output, out int consumed, out int produced)
                && consumed == member.Length
                && output[..produced].SequenceEqual("slipway\n"u8);
        }
        catch (InvalidDataException)
        {
            // The layout does not fit this build of the library: not usable, which is what is asked.
            return false;
        }
    }
}
