using CsCheck;
using Slipway.Linux.Files;
using Slipway.Vmm.Consoles;

namespace Slipway.Vmm.Tests.Consoles;

public sealed class ConsoleLogTests
{
    [Fact]
    public async Task Pump_MoreThanTheFileHolds_FileEndsWithALineThatSaysSo()
    {
        using var file = UnnamedFile.Create(Path.GetTempPath());
        var printed = new byte[ConsoleLog.MaxFileBytes + 100_000];
        Array.Fill(printed, (byte)'a');
        var console = new ConsoleLog(file);

        await console.PumpAsync(new MemoryStream(printed));

        Assert.Equal(new string('a', ConsoleLog.TailBytes), console.Tail());
        Assert.InRange(RandomAccess.GetLength(file), ConsoleLog.MaxFileBytes, ConsoleLog.MaxFileBytes + 100);
        var last = new byte[100];
        var count = RandomAccess.Read(file, last, ConsoleLog.MaxFileBytes);
        Assert.Equal("\n[the console goes on; only its first 4194304 bytes are kept]\n"u8, last.AsSpan(0, count));
    }

    [Fact]
    public void TailBuffer_AnyPieces_KeepsTheEnd() =>
        Gen.Select(Gen.Int[1, 40], Gen.Byte.Array[0, 60].Array[0, 20]).Sample((capacity, pieces) =>
        {
            var tail = new TailBuffer(capacity);
            foreach (var piece in pieces)
                tail.Append(piece);
            var all = pieces.SelectMany(piece => piece).ToArray();
            Assert.Equal(all[Math.Max(0, all.Length - capacity)..], tail.ToArray());
        });

    [Theory]
    [InlineData("nothing of the kind", null)]
    [InlineData("[    1.0] Kernel panic - not syncing: Attempted to kill init!\r\nmore", "Attempted to kill init!")]
    [InlineData("Kernel panic - not syncing: first\nKernel panic - not syncing: \u001b[31mlast", "[31mlast")]
    public void KernelPanic_Console_FindsTheLastMessage(string console, string? message) => Assert.Equal(message, KernelPanic.Find(console));

    [Fact]
    public void KernelPanic_LongMessage_IsCut() =>
        Assert.Equal(200, KernelPanic.Find("Kernel panic - not syncing: " + new string('x', 10_000))!.Length);
}
