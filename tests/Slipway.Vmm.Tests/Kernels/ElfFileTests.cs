using CsCheck;
using Slipway.Vmm.Kernels;

namespace Slipway.Vmm.Tests.Kernels;

public sealed class ElfFileTests
{
    [Fact]
    public void Parse_Kernel_FindsNoteAndLength()
    {
        var elf = TestElf.Kernel(padding: 100);

        var file = ElfFile.Parse(elf, "vmlinux");

        Assert.Equal(elf.Length, file.Length);
        Assert.True(file.HasNote("Xen", 18));
        Assert.False(file.HasNote("Xen", 17));
        Assert.False(file.HasNote("GNU", 18));
    }

    [Fact]
    public void Parse_RunningProgram_FindsItsSections()
    {
        var file = ElfFile.Parse(File.ReadAllBytes("/proc/self/exe"), "self");

        Assert.Contains("GNU", System.Text.Encoding.ASCII.GetString(file.Section(".note.gnu.build-id")), StringComparison.Ordinal);
        Assert.True(file.Section(".no-such").IsEmpty);
    }

    [Fact]
    public void Parse_AnyDamage_EndsOrIsRefused()
    {
        var sound = TestElf.Module("depends=virtio\0name=x\0");
        Gen.Select(Gen.Int[0, sound.Length - 1], Gen.Byte).Array[1, 8].Sample(
            damage =>
            {
                var elf = (byte[])sound.Clone();
                foreach (var (at, value) in damage)
                    elf[at] = value;
                try
                {
                    var file = ElfFile.Parse(elf, "damaged");
                    _ = file.HasNote("Xen", 18);
                    _ = file.Section(".modinfo").Length;
                }
                catch (InvalidDataException)
                {
                }
            },
            iter: 5000, threads: 1);
    }
}
