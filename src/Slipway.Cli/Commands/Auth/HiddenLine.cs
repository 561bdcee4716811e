using System.Buffers;
using System.Text;
using Slipway.Linux.Terminals;

namespace Slipway.Cli.Commands.Auth;

/// <summary>A line that is typed at the terminal and not shown.</summary>
internal static class HiddenLine
{
    private const int MaxCharacters = 1024;
    private const byte CtrlC = 3;
    private const byte CtrlD = 4;
    private const byte CtrlU = 21;

    /// <summary>Reads up to Enter. The terminal has its old mode again when the task ends.</summary>
    /// <exception cref="OperationCanceledException">Ctrl-C, which raw mode hands over as a key.</exception>
    public static async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        using var terminal = RawTerminal.Enter();
        var input = StandardInput.Open();
        var line = new StringBuilder();
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            foreach (var key in read.Buffer.ToArray())
            {
                if (!Take(line, key))
                    return line.ToString();
            }

            input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return line.ToString();
        }
    }

    /// <summary>Takes one key; false when it ends the line.</summary>
    internal static bool Take(StringBuilder line, byte key)
    {
        switch (key)
        {
            case (byte)'\r' or (byte)'\n' or CtrlD:
                return false;
            case CtrlC:
                throw new OperationCanceledException();
            case CtrlU:
                line.Clear();
                break;
            case 8 or 127:
                line.Length = Math.Max(0, line.Length - 1);
                break;
            case > 31 and < 127 when line.Length < MaxCharacters:
                line.Append((char)key);
                break;
        }

        return true;
    }
}
