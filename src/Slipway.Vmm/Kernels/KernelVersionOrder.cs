namespace Slipway.Vmm.Kernels;

/// <summary>
/// Orders kernel releases as people read them: runs of digits by value, all else by character, so that 6.1.0-9 comes before 6.1.0-56.
/// The runtime's numeric ordering is not available in invariant mode, in which Slipway runs.
/// </summary>
internal sealed class KernelVersionOrder : IComparer<string>
{
    public static KernelVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> a = x, b = y;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var numbers = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]);
            var order = numbers ? CompareNumbers(ref a, ref b) : a[0].CompareTo(b[0]);
            if (order != 0)
                return order;
            if (numbers)
                continue;
            a = a[1..];
            b = b[1..];
        }
        return a.Length - b.Length;
    }

    // Without leading zeros the longer number is the larger, and equally long ones compare as text: no number is too long.
    private static int CompareNumbers(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        var first = TakeDigits(ref a).TrimStart('0');
        var second = TakeDigits(ref b).TrimStart('0');
        return first.Length != second.Length ? first.Length - second.Length : first.SequenceCompareTo(second);
    }

    private static ReadOnlySpan<char> TakeDigits(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits;
    }
}
