import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.security.MessageDigest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads a zip front to back, without its directory, as a server does with an upload; prints hash and name of each. */
public class StreamReader {
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(new FileInputStream(arguments[0])))) {
            byte[] buffer = new byte[1 << 16];
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (int size = zip.read(buffer); size >= 0; size = zip.read(buffer)) {
                    digest.update(buffer, 0, size);
                }
                out.print(HexFormat.of().formatHex(digest.digest()) + " " + entry.getName() + "\0");
            }
        }
        out.flush();
    }
}
